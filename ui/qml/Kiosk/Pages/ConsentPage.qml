pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// What is done with the information, before anything is asked.
PageFrame {
    id: page

    required property ConsentViewModel vm
    required property AppViewModel app

    intro: Heading {
        width: parent.width
        text: qsTr("Before we begin")
    }
    actions: ActionRow {
        width: parent.width
        backText: qsTr("I do not agree")
        backName: "consentDecline"
        nextText: qsTr("I agree, go on")
        nextName: "consentAgree"
        onBack: page.vm.decline()
        onNext: page.vm.agree()
    }

    Repeater {
        model: page.vm.texts

        Card {
            id: card

            required property var modelData

            width: page.contentWidth

            SectionTitle {
                width: parent.width
                text: card.modelData.title
            }

            Words {
                width: parent.width
                text: card.modelData.body
                size: Theme.lead
                lineHeight: Theme.leadingLoose
            }
        }
    }
}
